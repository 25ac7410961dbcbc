"""How people get in, and who helps them: login cards, PINs, class tablets, devices, newcomers."""
