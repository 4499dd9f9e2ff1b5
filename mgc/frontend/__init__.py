"""Python and NumPy to tensor IR.

`trace.trace` runs a Python function on traced arguments and returns an IR function. `specs` reads
signatures, `tree` takes nested arguments apart, `dispatch` decides what each NumPy callable and
operator does, `engine` is what they all end in.
"""
