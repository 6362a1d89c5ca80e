"""What all of the API has in common. The apps know it by names in the settings alone: their doors import none of it."""
