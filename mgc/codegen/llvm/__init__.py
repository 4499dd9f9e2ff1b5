"""Everything that speaks to LLVM."""
