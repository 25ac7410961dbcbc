"""Limits of search. Each has a unit and a reason."""

QUERY_CHARACTERS = 200
"""Characters of a query: a sentence pasted in."""

RESULTS_MAX = 50
"""Results of one answer: nobody scrolls further; the query is made longer instead."""

RESULTS_DEFAULT = 20
"""Results when the caller does not say."""

CANDIDATES_MAX = 2_000
"""Lessons that one word may lead to before they are ranked: every lesson of a large school."""

WORDS_OF_TEXT = 20_000
"""Different words kept of one lesson: a textbook of a hundred pages has 8,000."""

LOOK_SECONDS = 30.0
"""Seconds between two looks for lessons that have come whole; a look that finds none is a query."""

NICENESS = 10
"""Priority of reading lessons, as of `nice`: pupils' requests come first."""

FORM = 1
"""Number of the rules by which words are kept; a higher one has every lesson read again."""
