"""What some learners need of their own: support at every task, individual routes, assistants."""
