"""Resumable uploads: personal files of people, and content for the library."""
