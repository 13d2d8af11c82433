# SPDX-License-Identifier: MIT
# find_package first; where a user has no package, a pinned FetchContent.
