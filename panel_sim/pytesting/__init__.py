"""What the pytest plugin is made of; nothing here is imported before a test asks for a panel or a path file is met."""
