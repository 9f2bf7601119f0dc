/** The script of the office's pages: keys are made, opened and handed on here. */
import * as admit from "../office/admit";
import * as join from "../office/join";
import * as matter from "../office/matter";
import { listen } from "../office/session";
import * as signin from "../office/signin";

signin.attach();
join.attach();
admit.attach();
matter.attach();
signin.showable();
// Only a tab that shows a seat's page has something to lose by another's signing out.
if (!document.querySelector("form[data-form=sign-in], form[data-form=join]")) listen();
// Forms that need this script wait for it, so that nothing is sent without it.
for (const set of document.querySelectorAll<HTMLFieldSetElement>("fieldset[data-needs-script]")) set.disabled = false;
