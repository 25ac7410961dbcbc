"""What a school prints and files: forms of what its records already say, nothing entered twice."""
