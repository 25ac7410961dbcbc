"""Which schools a national course, plan, calendar or policy is for: by region, language, step."""
