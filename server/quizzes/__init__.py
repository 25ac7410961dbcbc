"""Quizzes that teachers write in the app, the questions they hold, and papers given to classes."""
