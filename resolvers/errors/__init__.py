"""The app's errors, and their derivation from Jira's answers."""
