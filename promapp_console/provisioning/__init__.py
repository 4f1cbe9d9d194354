"""What the provisioning log tells: status, causes and remedies, alarms, figures. No page."""
