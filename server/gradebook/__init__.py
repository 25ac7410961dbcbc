"""The gradebook: assessments, points, the term marks that teachers confirm, and reports on them."""
