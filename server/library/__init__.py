"""Courses, their editions, and the bytes they are made of."""
