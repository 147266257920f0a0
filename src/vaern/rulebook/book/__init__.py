"""Files of content/ made into rules, compared, tried and published."""
