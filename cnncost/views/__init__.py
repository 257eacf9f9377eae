"""The side that people see: data in, text out."""
