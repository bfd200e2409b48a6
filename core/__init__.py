"""What the bot does, whatever the platform, the provider and the database."""
