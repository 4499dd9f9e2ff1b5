"""The tensor IR and the loop IR: data, operations, passes, interpreter."""
