"""What the core keeps: schema, migrations, one file per port, and the job engine."""
