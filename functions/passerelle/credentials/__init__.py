"""What proves who we are when we call, where a header that holds a secret is not enough: obtained, kept, renewed."""
