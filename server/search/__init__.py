"""Search in the lessons that a caller may see: their titles and the words inside."""
