"""Run-time checks: what they raise, where they are, and builds without them."""
