"""Personal files as operations refer to them: who may see or send one, and what is missing."""
