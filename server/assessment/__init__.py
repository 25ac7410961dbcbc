"""From points to a term mark: dated policies, exact arithmetic, an explanation for everybody."""
