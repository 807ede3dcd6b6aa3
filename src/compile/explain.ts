export interface ExplainRequest<View> { plan: unknown; view: View }
