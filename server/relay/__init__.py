"""A mailbox for the nodes below: sealed volumes go up and come back unopened, course files are
served from here."""
