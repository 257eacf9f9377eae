"""Where a number comes from: topics with live numbers, and the working of any layer or network."""
