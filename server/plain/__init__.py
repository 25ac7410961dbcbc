"""Pages for browsers without modern JavaScript: to-do, a task, handing in. No script, no cookie."""
