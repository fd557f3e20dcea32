"""`velocity-chart check`: whether the manifest, the scopes, the store and the site would do."""
