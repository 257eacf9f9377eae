"""What students handed in: the class, and one file for each of them, however it is packed."""
