"""What operators give schools to begin from: ready plans, and calendars for whoever has no own."""
