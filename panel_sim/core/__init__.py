"""The device, pure: menus, chart, events, effects, views. No screen, wire, disk, clock or dice."""
