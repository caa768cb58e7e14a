//! The longest increasing subsequence: which children can stay where they are while the others move.

/// Marks the members of one longest strictly increasing subsequence of `numbers`, in O(n log n).
pub(crate) fn longest_increasing(numbers: &[u32]) -> Vec<bool> {
    // `tails[k]` is the index of the smallest number that ends an increasing run of length k + 1.
    let mut tails: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (index, number) in numbers.iter().enumerate() {
        let length = tails.partition_point(|tail| numbers.get(*tail).is_some_and(|other| other < number));
        previous.push(length.checked_sub(1).and_then(|before| tails.get(before).copied()));
        match tails.get_mut(length) {
            Some(tail) => *tail = index,
            None => tails.push(index),
        }
    }
    let mut marked = vec![false; numbers.len()];
    let mut current = tails.last().copied();
    while let Some(index) = current {
        if let Some(mark) = marked.get_mut(index) {
            *mark = true;
        }
        current = previous.get(index).copied().flatten();
    }
    marked
}

#[cfg(test)]
mod tests {
    use super::longest_increasing;
    use proptest::prelude::*;

    #[test]
    fn one_child_that_moved_to_the_front_is_the_only_one_not_marked() {
        assert_eq!(longest_increasing(&[4, 0, 1, 2, 3]), [false, true, true, true, true]);
        assert_eq!(longest_increasing(&[]), [false; 0]);
        assert_eq!(longest_increasing(&[3, 2, 1]).iter().filter(|kept| **kept).count(), 1);
    }

    proptest! {
        #[test]
        fn what_is_marked_increases_and_no_longer_run_exists(numbers in prop::collection::vec(0u32..20, 0..12)) {
            let marked = longest_increasing(&numbers);
            let kept: Vec<u32> = numbers.iter().zip(&marked).filter(|(_, kept)| **kept).map(|(n, _)| *n).collect();
            prop_assert!(kept.windows(2).all(|pair| pair[0] < pair[1]));
            let longest = (0u32..1 << numbers.len())
                .filter_map(|subset| {
                    let chosen: Vec<u32> =
                        numbers.iter().enumerate().filter(|(i, _)| subset >> i & 1 == 1).map(|(_, n)| *n).collect();
                    chosen.windows(2).all(|pair| pair[0] < pair[1]).then_some(chosen.len())
                })
                .max();
            prop_assert_eq!(Some(kept.len()), longest);
        }
    }
}
