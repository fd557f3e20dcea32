"""`velocity-chart check`: checks manifest, scopes, store and site."""
