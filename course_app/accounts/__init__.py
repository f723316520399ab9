"""Who someone is: accounts, signing in and out, roles, devices."""
