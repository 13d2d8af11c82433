// SPDX-License-Identifier: MIT
/// \file
/// Every law, by the clause that it upholds. Each is defined in the file that judges it.
#pragma once

#include "laws/law.hpp"

namespace wakelaw::conformance::laws {

extern const Law exec_1_a;
extern const Law exec_2_a;
extern const Law exec_4_a;
extern const Law exec_4_b;
extern const Law exec_5_a;
extern const Law exec_6_a;
extern const Law exec_7_a;
extern const Law exec_8_a;
extern const Law exec_8_b;
extern const Law exec_8_c;
extern const Law exec_8_d;
extern const Law exec_9_a;
extern const Law exec_9_b;
extern const Law exec_9_c;
extern const Law exec_9_d;
extern const Law exec_11_a;
extern const Law exec_12_a;
extern const Law exec_12_b;
extern const Law exec_13_a;
extern const Law exec_13_b;
extern const Law exec_14_a;
extern const Law exec_14_b;
extern const Law exec_14_c;
extern const Law exec_14_d;
extern const Law exec_15_a;
extern const Law exec_16_a;
extern const Law exec_16_b;
extern const Law exec_19_a;
extern const Law exec_19_b;
extern const Law exec_19_c;
extern const Law exec_21_a;
extern const Law exec_21_b;
extern const Law exec_24_a;
extern const Law wak_1_a;
extern const Law wak_1_b;
extern const Law wak_2_a;
extern const Law wak_2_b;
extern const Law wak_3_a;
extern const Law wak_4_b;
extern const Law wak_5_a;
extern const Law wak_8_b;
extern const Law wak_8_c;
extern const Law wak_9_a;
extern const Law wak_9_b;
extern const Law fut_6_a;
extern const Law fut_6_c;
extern const Law thr_1_a;
extern const Law join_2_a;
extern const Law join_2_b;
extern const Law join_3_a;
extern const Law join_3_b;
extern const Law join_5_a;
extern const Law join_5_b;
extern const Law join_5_c;
extern const Law join_5_d;
extern const Law join_6_a;
extern const Law join_6_b;

extern const Law exec_10_a;
extern const Law exec_10_b;
extern const Law exec_10_c;
extern const Law exec_10_d;
extern const Law exec_17_a;
extern const Law exec_17_b;
extern const Law exec_17_c;
extern const Law exec_18_a;
extern const Law exec_18_b;
extern const Law exec_18_c;
extern const Law thr_4_a;
extern const Law thr_4_b;
extern const Law exec_3_a;
extern const Law exec_20_a;
extern const Law exec_20_b;
extern const Law exec_22_a;
extern const Law exec_22_b;
extern const Law exec_25_a;
extern const Law wak_6_a;
extern const Law wak_6_b;
extern const Law thr_2_a;
extern const Law thr_2_b;
extern const Law thr_3_a;
extern const Law thr_3_b;

/// Those for vocabularies (waker_class.cpp).
[[nodiscard]] std::span<const Law> waker_class_laws();

}  // namespace wakelaw::conformance::laws
