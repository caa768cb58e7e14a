//! What is minded by hand after each drawing of the panel, once what is deferred is there.

use crate::client::Client;
use crate::download;
use crate::sheet;
use crate::view::form::FormView;
use crate::view::veil::Veil;
use web_sys::Element;

/// As it was after the last drawing.
#[derive(Default)]
pub(crate) struct Minded {
    has_styles: bool,
    form: FormView,
    veil: Veil,
}

impl Minded {
    /// `root` holds all of the widget but the launcher.
    pub(crate) fn mind(&mut self, client: &Client, root: &Element) {
        if !std::mem::replace(&mut self.has_styles, true) {
            sheet::adopt_deferred(root);
            // What stands there already is another height now: a log that is at its end stays there.
            client.refresh();
        }
        // In this order: what is out of reach takes no focus, and where the focus was goes before what a form would like.
        Veil::part(client, root);
        self.form.mind(client, root);
        self.veil.mind_focus(client, root);
        download::go_on(client);
    }
}
