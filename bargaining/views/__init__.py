"""What a seat may know when it decides: one view for each decision, and the kernels behind them."""
