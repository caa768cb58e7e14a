//! What every store must do, as tests that take any of them.

mod agents;
mod attachments;
mod audit;
mod closings;
mod conversations;
mod identity;
mod isolation;
mod personal;
mod recordings;
mod trail;

use super::{NewMessage, Site, Store};
use crate::token::TokenHash;
use alongside_protocol::{Author, ConversationId, Page, SiteKey, SiteSettings, VisitorId};

/// Somewhere a store can be opened, closed, and opened again.
pub(crate) trait Place {
    /// The store behind it.
    type Store: Store;
    /// Opens the store, with what was committed to it before.
    fn open(&self) -> Self::Store;
}

/// Runs the whole suite, each part at a new place.
pub(crate) async fn run<P: Place>(make: impl Fn() -> P) {
    conversations::messages_are_numbered_without_a_gap(&make()).await;
    conversations::a_repeat_of_a_message_returns_the_first_row(&make()).await;
    conversations::a_hundred_writers_at_once_leave_no_gap(&make()).await;
    conversations::a_hundred_repeats_at_once_store_one_message(&make()).await;
    conversations::one_visitor_has_one_conversation_however_often_it_is_opened(&make()).await;
    conversations::a_transcript_gives_what_came_after_since(&make()).await;
    conversations::a_long_history_is_cut_to_its_newest_messages(&make()).await;
    conversations::a_read_marker_goes_forward_only_and_not_past_the_end(&make()).await;
    conversations::what_is_read_is_delivered_and_what_is_delivered_is_not_read(&make()).await;
    conversations::a_summary_counts_what_no_agent_has_seen(&make()).await;
    conversations::summaries_come_newest_first(&make()).await;
    conversations::a_page_change_is_a_new_revision(&make()).await;
    conversations::what_is_committed_is_there_after_reopening(&make()).await;
    conversations::the_epoch_stays_after_reopening_and_differs_between_stores(&make(), &make()).await;
    conversations::every_text_comes_back_as_it_was(&make()).await;
    conversations::what_a_message_carries_comes_back_as_it_was(&make()).await;
    conversations::what_was_said_before_comes_in_order_up_to_the_first(&make()).await;
    conversations::an_agent_joins_once_until_she_opens_the_conversation_again(&make()).await;
    closings::a_conversation_is_closed_once_and_open_again_when_she_writes(&make()).await;
    closings::a_closing_and_her_next_message_stand_in_the_order_that_decides(&make()).await;
    closings::what_an_agent_has_not_seen_is_not_closed(&make()).await;
    closings::a_closing_is_rated_once_and_the_last_score_stands_in_the_list(&make()).await;
    closings::another_sites_conversation_is_neither_closed_nor_rated(&make()).await;
    isolation::another_sites_conversation_is_not_there(&make()).await;
    isolation::a_token_of_one_site_opens_nothing_on_another(&make()).await;
    isolation::origins_belong_to_their_site(&make()).await;
    isolation::asset_origins_belong_to_their_site(&make()).await;
    isolation::a_room_hook_belongs_to_its_site(&make()).await;
    isolation::options_belong_to_their_site_and_outlive_new_settings(&make()).await;
    isolation::masking_belongs_to_its_site_and_outlives_new_settings(&make()).await;
    identity::a_browser_becomes_whom_the_shop_names_with_what_was_said(&make()).await;
    identity::all_browsers_of_a_person_have_one_conversation(&make()).await;
    identity::two_peoples_conversations_never_become_one(&make()).await;
    identity::a_signed_token_lets_in_one_browser(&make()).await;
    identity::who_identifies_herself_does_not_wait_until_expired_tokens_are_forgotten(&make()).await;
    identity::what_she_says_of_herself_changes_nothing_that_the_shop_has_said(&make()).await;
    identity::a_forgotten_token_opens_nothing(&make()).await;
    identity::keys_belong_to_their_site(&make()).await;
    personal::a_form_is_taken_once_and_shown_with_its_conversation(&make()).await;
    personal::what_a_form_says_of_her_changes_nothing_that_the_shop_has_said(&make()).await;
    personal::all_that_is_kept_of_a_visitor_is_in_one_report(&make()).await;
    personal::a_deleted_visitor_leaves_nothing_but_the_log(&make()).await;
    personal::a_deletion_that_was_interrupted_shows_nothing_and_is_finished(&make()).await;
    personal::another_sites_people_are_not_there(&make()).await;
    recordings::what_was_kept_comes_back_byte_for_byte(&make()).await;
    recordings::a_site_records_only_when_it_says_so(&make()).await;
    recordings::no_recording_and_no_site_grows_past_its_limit(&make()).await;
    recordings::what_is_deleted_is_gone_and_gives_its_room_back(&make()).await;
    recordings::recordings_are_kept_for_their_days(&make()).await;
    recordings::what_a_killed_relay_left_running_ends(&make()).await;
    recordings::a_session_is_found_again_and_goes_on_being_recorded(&make()).await;
    recordings::another_sites_recordings_are_not_there(&make()).await;
    attachments::a_file_is_there_when_all_of_it_has_come(&make()).await;
    attachments::files_take_no_more_room_than_they_may(&make()).await;
    attachments::her_conversation_begins_with_a_file_if_there_is_room(&make()).await;
    attachments::a_message_carries_only_what_its_writer_sent_there(&make()).await;
    attachments::what_was_never_sent_is_deleted_in_time(&make()).await;
    attachments::files_go_with_the_conversation_also_where_recordings_go_later(&make()).await;
    attachments::another_sites_files_are_not_there(&make()).await;
    trail::what_she_did_comes_back_in_order_also_from_before_she_wrote(&make()).await;
    trail::a_page_that_she_is_still_on_is_no_news(&make()).await;
    trail::only_the_newest_is_kept_of_each(&make()).await;
    trail::another_sites_trail_is_not_there(&make()).await;
    agents::an_email_address_is_one_agents_only(&make()).await;
    agents::a_login_lasts_until_it_expires_or_ends(&make()).await;
    agents::a_new_password_ends_the_logins_of_that_agent_only(&make()).await;
    audit::audit_entries_come_back_in_order_and_chained(&make()).await;
    audit::each_site_has_an_audit_chain_of_its_own(&make()).await;
    audit::writers_at_once_keep_the_audit_chain_sound(&make()).await;
}

fn key() -> SiteKey {
    "pk_shop".into()
}

fn site(key: &SiteKey) -> Site {
    Site {
        key: key.clone(),
        origins: vec!["https://shop.example".parse().unwrap()],
        settings: SiteSettings {
            name: "Shop".into(),
            greeting: "Hello".into(),
            accent: "#112233".into(),
            contact: "mailto:a@shop.example".into(),
            records: false,
        },
        created_at_ms: 1,
    }
}

fn page() -> Page {
    Page { url: "https://shop.example/p".into(), title: "P".into() }
}

fn token(number: u8) -> TokenHash {
    TokenHash([number; 32])
}

fn message(client_id: &str, author: Author, body: &str) -> NewMessage {
    let (client_id, body) = (client_id.into(), body.into());
    NewMessage { client_id, author, body, content: None, sent_at_ms: 1_000, joining: None }
}

fn said(number: usize) -> NewMessage {
    message(&format!("c{number}"), Author::Visitor, &format!("message {number}"))
}

/// A site with a visitor and her conversation.
async fn conversation(store: &impl Store) -> (VisitorId, ConversationId) {
    store.put_site(site(&key())).await.unwrap();
    let visitor = store.add_visitor(&key(), token(1), page(), 1).await.unwrap();
    let conversation = store.open_conversation(&key(), &visitor, 2).await.unwrap();
    (visitor, conversation)
}
