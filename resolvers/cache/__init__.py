"""What is kept between invocations, in closed shapes."""
