"""Letters to a sender: drafted, approved by another, sent; and telling that was postponed."""
