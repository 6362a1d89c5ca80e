"""The API's doors to the evidence, and what every door of the API asks first."""
