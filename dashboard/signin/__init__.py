"""Who comes in? Accounts, passwords, the county's own sign-in, and sessions kept on the server."""
