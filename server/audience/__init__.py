"""For which schools a national course is: by region, by language, and step by step."""
