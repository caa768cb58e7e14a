//! The demo's conversations, as text.

/// A conversation that began some time ago.
pub(super) struct Past {
    /// Address (within the shop) and title of the page the shopper was on. Each stands here once.
    pub(super) page: (&'static str, &'static str),
    /// When it began.
    pub(super) minutes_ago: u64,
    /// How many of the shopper's last messages nobody has read. They are the last ones.
    pub(super) unread: u64,
    /// Who, how many minutes after the message before, and what.
    pub(super) messages: &'static [(Who, u64, &'static str)],
}

pub(super) enum Who {
    Shopper,
    Milan,
    Aylin,
}

pub(super) const CONVERSATIONS: [Past; 6] = [
    Past {
        page: ("/checkout.html", "Checkout · Fernweg"),
        minutes_ago: 4,
        unread: 2,
        messages: &[
            (Who::Shopper, 0, "Hi, my voucher code WINTER10 is not accepted at checkout."),
            (Who::Shopper, 1, "It says “not valid for items on sale”, but the Firn isn't on sale, is it?"),
        ],
    },
    Past {
        page: ("/product.html", "Fels hiking boot · Fernweg"),
        minutes_ago: 27,
        unread: 1,
        messages: &[
            (Who::Shopper, 0, "Is the Fels waterproof enough for a week in Scotland?"),
            (
                Who::Milan,
                2,
                "It is: the membrane goes up to the ankle. Do wax the leather once before you go.",
            ),
            (Who::Shopper, 3, "Great. I'm between 42 and 43, which one should I take?"),
        ],
    },
    Past {
        page: ("/index.html", "Fernweg · shoes for long ways"),
        minutes_ago: 3 * 60,
        unread: 0,
        messages: &[
            (Who::Shopper, 0, "Do you have a shop in Freiburg where I can try boots on?"),
            (
                Who::Aylin,
                4,
                "We do, at Marienstraße 12, Monday to Saturday from 10 to 19. Shall I put a pair aside for you?",
            ),
            (Who::Shopper, 2, "Yes please, the Kamm in 42 and 43."),
            (Who::Aylin, 3, "Done. They wait under the name “Kamm” until Saturday evening. See you!"),
            (Who::Shopper, 1, "Perfect, thank you 🙂"),
        ],
    },
    Past {
        page: ("/account.html", "Your account · Fernweg"),
        minutes_ago: 26 * 60,
        unread: 0,
        messages: &[
            (Who::Shopper, 0, "My parcel has been “handed to the carrier” for four days. Is it lost?"),
            (
                Who::Milan,
                6,
                "Sorry about that! I see it was scanned in Nuremberg this morning. It should reach you tomorrow.",
            ),
            (
                Who::Milan,
                1,
                "If it is not there by Thursday, write to us here and we send a new one at once.",
            ),
            (Who::Shopper, 12, "OK, I'll wait until Thursday then."),
        ],
    },
    Past {
        page: ("/basket.html", "Basket · Fernweg"),
        minutes_ago: 3 * 24 * 60,
        unread: 0,
        messages: &[
            (Who::Shopper, 0, "Can I change the colour of my trainers after ordering?"),
            (Who::Aylin, 9, "As long as the parcel has not been packed, yes. Which colour would you like?"),
            (Who::Shopper, 1, "Moss instead of clay."),
            (Who::Aylin, 2, "Changed. You will get a new confirmation in a minute."),
        ],
    },
    Past {
        page: ("/thanks.html", "Thank you · Fernweg"),
        minutes_ago: 8 * 24 * 60,
        unread: 0,
        messages: &[
            (Who::Shopper, 0, "Can the Fels be resoled one day?"),
            (Who::Milan, 31, "It can. Our workshop does it for 79 €, and it takes about two weeks."),
        ],
    },
];
