// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include <wakelaw/explore.hpp>

/// Prints what the explorer found, or that it found nothing.
void print(std::string_view name, const wakelaw::explore::Result& result);
