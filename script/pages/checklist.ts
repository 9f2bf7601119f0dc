/** The script of pages that show a form: a preview, a survey, an observation with the net at hand. */
import { begin } from "../forms/live";

begin();
