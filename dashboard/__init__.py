"""The county map, the profile page, the exports and the command line."""
