"""What stands between a spider and the network: gate, robots, walls, and the judge of the settings."""
