"""Every sentence a person can read, per language: `english` and `chinese` hold the same keys."""
