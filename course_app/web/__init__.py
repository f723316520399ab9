"""What every page shares: access, forms, errors, security, templates, assets."""
